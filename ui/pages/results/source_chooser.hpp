#pragma once

#include "evaluation/evaluation_sources.hpp"

#include <QComboBox>

#include <vector>

namespace dpl::ui {

/// The folders of evaluation files: those below the runs folder, those from elsewhere that were opened, and a way to open another.
class SourceChooser : public QComboBox {
    Q_OBJECT

public:
    explicit SourceChooser(QWidget* parent = nullptr);

    void setSources(std::vector<evaluation::EvaluationSource> sources); ///< below the runs folder
    const std::vector<evaluation::EvaluationSource>& sources() const { return m_sources; }
    void setOthers(const QStringList& folders); ///< from elsewhere, newest first
    QStringList others() const { return m_others; }

    void setFolder(const QString& folder); ///< shows it; one that is not below the runs folder is kept among the others
    QString folder() const { return m_folder; } ///< empty without any
    std::filesystem::path experiment() const; ///< that the folder belongs to; the folder itself if that is not known

    void askForFolder();

Q_SIGNALS:
    void chosen(const QString& folder);

private:
    void fill();

    std::vector<evaluation::EvaluationSource> m_sources;
    QStringList m_others;
    QString m_folder;
};

} // namespace dpl::ui
