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

    void scan(const std::filesystem::path& root); ///< in the background; takes the newest source if no folder is chosen
    bool isScanning() const { return m_scanning; }

    void store(Json& json) const;
    void restore(const JsonObject& json);

Q_SIGNALS:
    void chosen();
    void scanned();
    void failed(const QString& message);

private:
    void activate(int index);
    void fill();
    void addFolder(const QString& iconName, const QString& text, const QString& folder);

    std::vector<summary::EvaluationSource> m_found;
    QStringList m_others; ///< newest first
    QString m_folder;
    quint64 m_scan = 0; ///< counts them, so that a late answer to an earlier one is dropped
    bool m_scanning = false;
};

} // namespace dpl::ui
