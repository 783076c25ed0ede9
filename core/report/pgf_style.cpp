#include "report/pgf_style.hpp"

#include "report/number_text.hpp"
#include "report/own_role.hpp"

namespace dpl::report {

namespace {

std::string dashPattern(Dash dash, double width)
{
    const auto length = [&](double strokes) { return significantText(strokes * width, 4) + "pt"; };
    switch (dash) {
    case Dash::dashed: return ",dash pattern=on " + length(3.5) + " off " + length(2.0);
    case Dash::dotted: // round caps make dots of dashes without length
        return ",line cap=round,dash pattern=on 0pt off " + length(2.2);
    case Dash::dashDotted:
        return ",dash pattern=on " + length(4.0) + " off " + length(1.6) + " on " + length(1.0) + " off " + length(1.6);
    case Dash::solid: break;
    }
    return {};
}

} // namespace

std::string pgfColourName(SeriesRole role)
{
    if (isOwn(role)) {
        return "dplOwn" + hexColour(seriesStyle(role).colour).substr(1);
    }
    switch (role) {
    case SeriesRole::base: return "dplBase";
    case SeriesRole::meanAndVariance: return "dplMeanAndVariance";
    case SeriesRole::categorical: return "dplCategorical";
    case SeriesRole::classifier: return "dplClassifier";
    case SeriesRole::bordaCount: return "dplBordaCount";
    case SeriesRole::expectedUtility: return "dplExpectedUtility";
    case SeriesRole::trueUtility: return "dplTrueUtility";
    case SeriesRole::copeland: return "dplCopeland";
    case SeriesRole::maximin: return "dplMaximin";
    case SeriesRole::context1: return "dplContextOne";
    case SeriesRole::context2: return "dplContextTwo";
    case SeriesRole::context3: return "dplContextThree";
    case SeriesRole::context4: return "dplContextFour";
    case SeriesRole::ink: break;
    }
    return "dplInk";
}

std::string pgfStroke(const Line& line, double lineWidthPoints)
{
    const double width = lineWidthPoints * line.relativeWidth;
    std::string style = "draw=" + pgfColourName(line.role) + ",line width=" + significantText(width, 4)
        + "pt,line join=round" + dashPattern(line.drawnDash(), width);
    return line.opacity < 1.0 ? style + ",draw opacity=" + significantText(line.opacity, 3) : style;
}

std::string pgfFill(SeriesRole role, double opacity)
{
    const std::string style = "fill=" + pgfColourName(role) + ",draw=none";
    return opacity < 1.0 ? style + ",fill opacity=" + significantText(opacity, 3) : style;
}

std::string pgfMark(SeriesRole role, double opacity, bool open)
{
    if (open) {
        const std::string ring = "solid,fill=none,draw=" + pgfColourName(role) + ",line width=0.8pt";
        return opacity < 1.0 ? ring + ",draw opacity=" + significantText(opacity, 3) : ring;
    }
    return "solid," + pgfFill(role, opacity) + ",draw=white,line width=0.3pt";
}

} // namespace dpl::report
