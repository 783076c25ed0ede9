#include "pages/export_request.hpp"

#include "base/json_text.hpp"
#include "settings/settings.hpp"
#include "widgets/export_dialog.hpp"

namespace dpl::ui {

void requestExport(QWidget& page, Settings& settings, const report::Figure& figure, const QList<report::Table>& tables,
    const Json& parameters)
{
    auto* dialog = new ExportDialog(figure, tables, &page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    Json described = parameters;
    if (!figure.notes.empty() && (described.is_object() || described.is_null())) {
        described["notes"] = figure.notes;
    }
    dialog->setParameters(described.is_null() ? QByteArray() : QByteArray::fromStdString(dumpJson(described, 2)));
    ExportOptions options = exportOptionsFromJsonText(settings.value(known::exportOptions()));
    options.heightInches = 0.0;
    if (figure.panels.empty() && !options.csvTables && !options.markdownTables) {
        options.latexTables = true;
    }
    dialog->setOptions(options);
    QObject::connect(dialog, &QDialog::finished, &page,
        [&settings, dialog] { settings.setValue(known::exportOptions(), toJsonText(dialog->optionsToKeep())); });
    dialog->open();
}

} // namespace dpl::ui
