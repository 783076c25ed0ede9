#pragma once

#include "base/json.hpp"
#include "summary/evaluation_sources.hpp"

#include <QComboBox>
#include <QStringList>

#include <vector>

namespace dpl::ui {

/// The folder whose evaluation files are summarised: of those found below the runs folder, newest first, or one opened
/// from elsewhere, which are remembered.
class ResultsSources : public QComboBox {
    Q_OBJECT

public:
    explicit ResultsSources(QWidget* parent = nullptr);

    QString folder() const { return m_folder; } ///< empty without any
    std::filesystem::path experiment() const; ///< that the folder belongs to; the folder itself if it is from elsewhere

    void choose(const QString& folder); ///< tells by chosen()
    void askForFolder();

    /// Those below the runs folder, newest first; takes the newest if no folder is chosen.
    void setFound(std::vector<summary::EvaluationSource> found);

    void store(Json& json) const;
    void restore(const JsonObject& json);

Q_SIGNALS:
    void chosen();

private:
    void activate(int index);
    void fill();
    void addFolder(const QString& iconName, const QString& text, const QString& folder);

    std::vector<summary::EvaluationSource> m_found;
    QStringList m_others; ///< newest first
    QString m_folder;
};

} // namespace dpl::ui
