#pragma once

#include "widgets/export_files.hpp"
#include "widgets/export_options.hpp"

#include <QFormLayout>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;

namespace dpl::ui {

/// A control's name for screen readers, and what it does.
void describe(QWidget* widget, const QString& name, const QString& toolTip);

/// The controls of an export dialog: formats, size and fonts, folder and name.
class ExportForm : public QFormLayout {
    Q_OBJECT

public:
    /// `source`, which outlives this, says which of the controls there are.
    explicit ExportForm(const ExportSource& source);

    void setOptions(const ExportOptions& options);
    ExportOptions options() const;
    void setHasParameters(bool has);
    QWidgetList controls() const; ///< in the order in which Tab reaches them

Q_SIGNALS:
    void changed();

private:
    QCheckBox* addCheck(const QString& text, const QString& toolTip);
    QDoubleSpinBox* addSpin(double low, double high, double step, int decimals, const QString& suffix,
        const QString& name, const QString& toolTip);
    void addFormats();
    void addSize();
    void addTarget();
    void chooseFolder();
    void presetChosen(int index);
    void edited();

    const ExportSource& m_source;
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
    bool m_loading = false;
};

} // namespace dpl::ui
