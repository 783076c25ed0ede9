#pragma once

#include <QByteArray>
#include <QSizeF>

namespace dpl::ui {

/// A PDF of QPdfWriter with what it cannot be told: the page is `points` in size to the hundredth (the writer rounds to
/// whole points), and the date of writing is left out, so that equal pages are equal files. The table of objects is
/// rebuilt.
QByteArray rewrittenPdf(const QByteArray& pdf, const QSizeF& points);

} // namespace dpl::ui
