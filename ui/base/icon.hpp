#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QPixmap>
#include <QString>

namespace dpl::ui {

/// An icon of resources/icons ("synthetic"), drawn in a colour of the application's palette when it is shown, so that
/// it follows the theme.
QIcon icon(const QString& name, QPalette::ColorRole role = QPalette::ButtonText);

/// The same as a picture of size x size device-independent pixels in one colour.
QPixmap iconPixmap(const QString& name, const QColor& colour, int size, qreal devicePixelRatio);

/// The program's own icon, in its own colours.
QIcon applicationIcon();

} // namespace dpl::ui
