#pragma once

#include <QString>
#include <QWidget>

#include <functional>

namespace dpl::ui {

struct Theme;

/// An icon in a colour of the theme, drawn anew whenever it is painted, so that it follows the palette and the screen.
class ThemedIcon : public QWidget {
public:
    using Colour = std::function<QColor(const Theme&)>;

    /// `side`: of the square that it takes.
    ThemedIcon(const QString& name, int side, Colour colour, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_name;
    Colour m_colour;
};

} // namespace dpl::ui
