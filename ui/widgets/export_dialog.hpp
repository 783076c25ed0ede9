#pragma once

#include "widgets/export_files.hpp"
#include "widgets/export_options.hpp"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace dpl::ui {

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

Q_SIGNALS:
    void exported(const QStringList& files);

public Q_SLOTS:
    void exportNow(); ///< in the background; whoever asks again meanwhile is not heard
    void copyPicture(); ///< in the background
    void copyLatex(); ///< the figure as PGF; without one, the tables

    /// While files are written the dialog stays: it closes once they are there, and says what went wrong otherwise.
    void done(int result) override;

private:
    QCheckBox* addCheck(const QString& text, const QString& toolTip);
    QDoubleSpinBox* addSpin(double low, double high, double step, int decimals, const QString& suffix,
        const QString& name, const QString& toolTip);
    QLayout* makeControls();
    void addFormats(QFormLayout* form);
    void addSize(QFormLayout* form);
    void addTarget(QFormLayout* form);
    QLayout* makeButtons();
    void setTabOrder();

    void chooseFolder();
    void presetChosen(int index);
    void changed();
    void say(const QString& message, bool isError);
    QString problem() const;

    ExportSource m_source;

    QCheckBox* m_pdf = nullptr;
    QCheckBox* m_svg = nullptr;
    QCheckBox* m_png = nullptr;
    QDoubleSpinBox* m_dpi = nullptr;
    QCheckBox* m_pgf = nullptr;
    QCheckBox* m_data = nullptr;
    QCheckBox* m_parameters = nullptr;
    QCheckBox* m_latexTables = nullptr;
    QCheckBox* m_csvTables = nullptr;
    QCheckBox* m_markdownTables = nullptr;
    QComboBox* m_preset = nullptr;
    QDoubleSpinBox* m_width = nullptr;
    QDoubleSpinBox* m_height = nullptr;
    QComboBox* m_font = nullptr;
    QDoubleSpinBox* m_fontSize = nullptr;
    QDoubleSpinBox* m_lineWidth = nullptr;
    QCheckBox* m_legends = nullptr;
    QLineEdit* m_folder = nullptr;
    QPushButton* m_browse = nullptr;
    QLineEdit* m_stem = nullptr;
    FigurePreview* m_preview = nullptr;
    QLabel* m_message = nullptr;
    QPlainTextEdit* m_text = nullptr; ///< the tables, in place of the preview, where there is no figure
    QPushButton* m_copy = nullptr;
    QPushButton* m_copyLatex = nullptr;
    QPushButton* m_close = nullptr;
    QPushButton* m_export = nullptr;
    bool m_loading = false;
    bool m_writing = false;
    std::optional<int> m_result; ///< to close with once the files are there
};

} // namespace dpl::ui
