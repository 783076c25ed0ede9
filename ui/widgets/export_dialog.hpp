#pragma once

#include "widgets/export_files.hpp"
#include "widgets/export_options.hpp"

#include <QDialog>

#include <optional>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace dpl::ui {

class ExportForm;
class FigurePreview;

/// Exports a figure, and tables if there are any, with a live preview. It stays open after an export and says in itself
/// what was written or why that failed.
class ExportDialog : public QDialog {
    Q_OBJECT

public:
    /// A figure without panels: the tables alone, which take the figure's name for their files.
    explicit ExportDialog(report::Figure figure, QList<report::Table> tables = {}, QWidget* parent = nullptr);

    /// What made the figure, as JSON, to be written beside it on request.
    void setParameters(const QByteArray& json);

    void setOptions(const ExportOptions& options);
    ExportOptions options() const;

    /// The options for the next export: a folder in which writing failed is not kept.
    ExportOptions optionsToKeep() const;

Q_SIGNALS:
    void exported(const QStringList& files);

public Q_SLOTS:
    /// In the background; whoever asks again meanwhile is not heard. Files that are there stay: the new ones get
    /// another number.
    void exportNow();
    void replaceNow(); ///< the same in place of files that are there
    void copyPicture(); ///< in the background
    void copyLatex(); ///< the figure as PGF; without one, the tables

    /// While files are written the dialog stays: it closes once they are there, and says what went wrong otherwise.
    void done(int result) override;

private:
    QLayout* makeButtons();
    void setTabOrder();

    void changed();
    void updateButtons(); ///< by what is in the folder
    void write(bool replaces);
    void say(const QString& message, bool isError, const QStringList& files = {}); ///< which its tooltip names
    QString problem() const;

    ExportSource m_source;

    ExportForm* m_form = nullptr;
    FigurePreview* m_preview = nullptr;
    QLabel* m_message = nullptr;
    QPlainTextEdit* m_text = nullptr; ///< the tables, in place of the preview, where there is no figure
    QPushButton* m_copy = nullptr;
    QPushButton* m_copyLatex = nullptr;
    QPushButton* m_showFolder = nullptr; ///< once there are files of this dialog in it
    QPushButton* m_close = nullptr;
    QPushButton* m_replace = nullptr; ///< there are such files already; Export is "Keep both" then
    QPushButton* m_export = nullptr;
    QString m_usableFolder; ///< that it began with, or wrote to
    QString m_failedFolder;
    bool m_writing = false;
    std::optional<int> m_result; ///< to close with once the files are there
};

} // namespace dpl::ui
