#pragma once

#include "base/json.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"

#include <QList>

class QWidget;

namespace dpl::ui {

class Settings;

/// Opens the export dialog over `page`, in the figure's own height and with the other options of the last export, which
/// the settings keep. A figure without panels: the tables alone, as LaTeX unless another format was chosen for them.
/// `parameters`, what made it all, can be written beside it; null offers none.
void requestExport(QWidget& page, Settings& settings, const report::Figure& figure, const QList<report::Table>& tables,
    const Json& parameters);

} // namespace dpl::ui
