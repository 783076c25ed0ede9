#pragma once

#include <QByteArray>
#include <QSizeF>
#include <QString>

namespace dpl::ui {

/// A PDF of QPdfWriter with what it cannot be told: the page is `points` in size to the hundredth (the writer rounds to
/// whole points), and in place of the date of writing, which would make equal pages different files, there is a
/// subject, unless it is empty. The table of objects is rebuilt.
QByteArray rewrittenPdf(const QByteArray& pdf, const QSizeF& points, const QString& subject = {});

} // namespace dpl::ui
