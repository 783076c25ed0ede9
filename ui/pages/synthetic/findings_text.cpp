#include "pages/synthetic/findings_text.hpp"

namespace dpl::ui {

namespace {

QString rankingText(const synthetic::BaseRanking& ranking)
{
    return QStringLiteral("Normal preference learning ranks alternatives %1 (τ %2 and %3).")
        .arg(ranking.followsBordaCount() ? QStringLiteral("by Borda count rather than by expected utility")
                                         : QStringLiteral("no closer to Borda count than to expected utility"))
        .arg(ranking.tauBorda, 0, 'f', 2)
        .arg(ranking.tauExpectedUtility, 0, 'f', 2);
}

QString disagreementText(const synthetic::ShownDisagreement& shown)
{
    const QString ratio = shown.isBounded() ? QString::number(shown.sigmaRatio, 'f', shown.sigmaRatio < 10.0 ? 1 : 0)
                                            : QStringLiteral("over a thousand");
    const QString model = shown.model == preference::SyntheticModel::meanAndVariance
        ? QStringLiteral("mean and variance")
        : QStringLiteral("categorical");
    QString text =
        QStringLiteral("DPL shows where annotators disagree: σ is %1 times larger there (%2).").arg(ratio, model);
    if (!shown.isBounded()) {
        text += QStringLiteral(" Only a largest σ bounds it where alternatives win half of their comparisons.");
    }
    return text;
}

} // namespace

QString findingsText(const synthetic::Findings& findings)
{
    QStringList sentences;
    if (findings.baseRanking) {
        sentences << rankingText(*findings.baseRanking);
    }
    if (findings.disagreement) {
        sentences << disagreementText(*findings.disagreement);
    }
    return sentences.join(u' ');
}

} // namespace dpl::ui
