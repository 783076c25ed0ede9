#include "figures/figure_style.hpp"

#include <QFontDatabase>
#include <QFontInfo>

#include <algorithm>
#include <cmath>

namespace dpl::ui {

FigureColours FigureColours::of(report::Ground ground)
{
    if (ground == report::Ground::dark) {
        return {QColor(0x1e, 0x21, 0x26), QColor(0xe6, 0xe9, 0xee), QColor(0xb9, 0xc0, 0xcb), QColor(0x7a, 0x82, 0x90),
            QColor(0x2e, 0x33, 0x3b)};
    }
    return {QColor(0xff, 0xff, 0xff), QColor(0x1a, 0x1d, 0x23), QColor(0x44, 0x4b, 0x57), QColor(0x8a, 0x92, 0xa0),
        QColor(0xe9, 0xec, 0xf0)};
}

QFont FigureStyle::titleFont() const
{
    QFont title = font;
    title.setWeight(QFont::DemiBold);
    return title;
}

QFont FigureStyle::smallFont() const
{
    return scaledFont(font, 0.9);
}

QColor FigureStyle::seriesColour(report::SeriesRole role) const
{
    return role == report::SeriesRole::ink ? colours.text : toColour(report::seriesStyle(role, ground).colour);
}

FigureStyle screenStyle(report::Ground ground, const FigureColours& colours, const QFont& font, double pixelRatio)
{
    FigureStyle style;
    style.ground = ground;
    style.colours = colours;
    style.font = font;
    style.lineWidth = 1.5;
    style.hairline = 1.0;
    style.resolution = pixelRatio;
    return style;
}

FigureStyle paperStyle(const report::Figure& figure)
{
    FigureStyle style;
    style.colours.axis = QColor(0x40, 0x45, 0x4d);
    style.colours.quietText = style.colours.text;
    style.font = QFont(installedFamily(QString::fromStdString(figure.fontFamily)));
    if (figure.fontFamily == "serif") {
        // LaTeX's text font has neither Greek nor indices; its mathematical one has them in the same hand.
        style.font.setFamilies(
            {style.font.family(), QStringLiteral("Latin Modern Math"), QStringLiteral("DejaVu Serif")});
    }
    style.font.setPixelSize(std::max(1, static_cast<int>(std::lround(figure.fontPoints * unitsPerPoint))));
    style.font.setHintingPreference(QFont::PreferNoHinting);
    style.lineWidth = figure.lineWidthPoints * unitsPerPoint;
    style.hairline = report::PaperSizes::axisLine * unitsPerPoint;
    style.resolution = 4.0 / unitsPerPoint;
    style.vector = true;
    return style;
}

QString installedFamily(const QString& family)
{
    QStringList wanted;
    if (family == u"serif") {
        // The first is LaTeX's own, so that a figure fits the text around it.
        wanted = {QStringLiteral("Latin Modern Roman"), QStringLiteral("CMU Serif"), QStringLiteral("TeX Gyre Termes"),
            QStringLiteral("Nimbus Roman"), QStringLiteral("Times New Roman"), QStringLiteral("Times"),
            QStringLiteral("Liberation Serif"), QStringLiteral("Noto Serif"), QStringLiteral("DejaVu Serif")};
    } else if (family == u"sans-serif") {
        wanted = {QStringLiteral("Inter"), QStringLiteral("Helvetica"), QStringLiteral("TeX Gyre Heros"),
            QStringLiteral("Nimbus Sans"), QStringLiteral("Arial"), QStringLiteral("Liberation Sans"),
            QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")};
    } else {
        return family;
    }
    for (const QString& name : std::as_const(wanted)) {
        if (QFontDatabase::hasFamily(name)) {
            return name;
        }
    }
    QFont any;
    any.setStyleHint(family == u"serif" ? QFont::Serif : QFont::SansSerif);
    return QFontInfo(any).family();
}

QFont scaledFont(const QFont& font, double factor)
{
    QFont scaled = font;
    if (font.pixelSize() > 0) {
        scaled.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * factor))));
    } else {
        scaled.setPointSizeF(font.pointSizeF() * factor);
    }
    return scaled;
}

double emOf(const QFont& font)
{
    return QFontInfo(font).pixelSize();
}

QColor toColour(report::Rgb colour)
{
    return QColor(colour.red, colour.green, colour.blue);
}

QColor mixed(const QColor& from, const QColor& to, double amount)
{
    const float t = static_cast<float>(std::clamp(amount, 0.0, 1.0));
    return QColor::fromRgbF(std::lerp(from.redF(), to.redF(), t), std::lerp(from.greenF(), to.greenF(), t),
        std::lerp(from.blueF(), to.blueF(), t));
}

} // namespace dpl::ui
