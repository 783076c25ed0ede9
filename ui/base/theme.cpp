#include "base/theme.hpp"

#include <QWidget>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Theme Theme::light()
{
    Theme theme;
    theme.figureGround = report::Ground::paper;
    theme.ground = QColor(0xf6, 0xf7, 0xf9);
    theme.sidebar = QColor(0xee, 0xf0, 0xf3);
    theme.card = QColor(0xff, 0xff, 0xff);
    theme.border = QColor(0xdf, 0xe3, 0xe8);
    theme.fieldBorder = QColor(0xcf, 0xd5, 0xdd);
    theme.line = QColor(0xec, 0xef, 0xf3);
    theme.hover = QColor(0xe6, 0xe9, 0xee);
    theme.text = QColor(0x1d, 0x23, 0x2b);
    theme.secondaryText = QColor(0x59, 0x62, 0x6e);
    theme.accent = QColor(0x23, 0x62, 0xc7);
    theme.accentFill = QColor(0x23, 0x62, 0xc7);
    theme.accentText = QColor(0xff, 0xff, 0xff);
    theme.selection = QColor(0xe1, 0xeb, 0xfb);
    theme.good = QColor(0x0f, 0x70, 0x48);
    theme.warning = QColor(0x85, 0x58, 0x00);
    theme.bad = QColor(0xb3, 0x26, 0x1e);
    return theme;
}

Theme Theme::dark()
{
    Theme theme;
    theme.figureGround = report::Ground::dark;
    theme.ground = QColor(0x16, 0x19, 0x1d);
    theme.sidebar = QColor(0x1a, 0x1d, 0x22);
    theme.card = QColor(0x1e, 0x22, 0x27);
    theme.border = QColor(0x31, 0x36, 0x3d);
    theme.fieldBorder = QColor(0x41, 0x48, 0x51);
    theme.line = QColor(0x2a, 0x2f, 0x36);
    theme.hover = QColor(0x26, 0x2b, 0x32);
    theme.text = QColor(0xe4, 0xe7, 0xeb);
    theme.secondaryText = QColor(0x9d, 0xa7, 0xb3);
    theme.accent = QColor(0x74, 0xa9, 0xf9);
    theme.accentFill = QColor(0x2f, 0x6c, 0xd3);
    theme.accentText = QColor(0xff, 0xff, 0xff);
    theme.selection = QColor(0x22, 0x32, 0x4a);
    theme.good = QColor(0x5c, 0xc7, 0x94);
    theme.warning = QColor(0xe2, 0xb3, 0x56);
    theme.bad = QColor(0xf4, 0x93, 0x8a);
    return theme;
}

Theme Theme::of(const QPalette& palette)
{
    const bool isDark = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return isDark ? dark() : light();
}

Theme Theme::of(const QWidget& widget)
{
    return of(widget.palette());
}

QColor Theme::toneColour(Tone tone) const
{
    switch (tone) {
    case Tone::neutral: return secondaryText;
    case Tone::accent: return accent;
    case Tone::good: return good;
    case Tone::warning: return warning;
    case Tone::bad: return bad;
    }
    return text;
}

QColor Theme::pillGround(Tone tone) const
{
    if (tone == Tone::neutral)
        return line;
    if (tone == Tone::accent)
        return selection;
    return mixed(card, toneColour(tone), isDark() ? 0.16 : 0.10);
}

QPalette Theme::palette() const
{
    QPalette palette;
    palette.setColor(QPalette::Window, ground);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, card);
    palette.setColor(QPalette::AlternateBase, mixed(card, ground, isDark() ? 0.5 : 1.0));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, secondaryText);
    palette.setColor(QPalette::Button, card);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, bad);
    palette.setColor(QPalette::ToolTipBase, card);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, accentFill);
    palette.setColor(QPalette::HighlightedText, accentText);
    palette.setColor(QPalette::Link, accent);
    palette.setColor(QPalette::LinkVisited, accent);
    palette.setColor(QPalette::Light, card);
    palette.setColor(QPalette::Midlight, line);
    palette.setColor(QPalette::Mid, border);
    palette.setColor(QPalette::Dark, fieldBorder);
    palette.setColor(QPalette::Shadow, isDark() ? QColor(Qt::black) : secondaryText);

    const QColor faded = mixed(card, secondaryText, 0.6);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faded);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, border);
    palette.setColor(QPalette::Disabled, QPalette::Base, mixed(card, ground, 0.6));
    return palette;
}

} // namespace dpl::ui
