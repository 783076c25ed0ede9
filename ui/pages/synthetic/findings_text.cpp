#include "pages/synthetic/findings_text.hpp"

#include "base/decimal_text.hpp"

namespace dpl::ui {

namespace {

QString verdictText(synthetic::BaseRanking::Verdict verdict)
{
    using Verdict = synthetic::BaseRanking::Verdict;
    switch (verdict) {
    case Verdict::byBordaCount: return QStringLiteral("by Borda count rather than by expected utility");
    case Verdict::byExpectedUtility: return QStringLiteral("by expected utility rather than by Borda count");
    case Verdict::byNeither: return QStringLiteral("neither by Borda count nor by expected utility");
    case Verdict::open: break;
    }
    return QStringLiteral("about as much by Borda count as by expected utility");
}

QString rankingText(const synthetic::BaseRanking& ranking)
{
    using Verdict = synthetic::BaseRanking::Verdict;
    const Verdict verdict = ranking.verdict();
    QString borda = decimalText(ranking.tauBorda.mean, 2);
    QString expected = decimalText(ranking.tauExpectedUtility.mean, 2);
    if (verdict == Verdict::byExpectedUtility) {
        borda.swap(expected); // in the order in which they are named
    }
    return QStringLiteral("Normal preference learning ranks alternatives %1 (τ %2 and %3).")
        .arg(verdictText(verdict), borda, expected);
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
