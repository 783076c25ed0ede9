#include "pages/synthetic/findings_text.hpp"
#include "ui_test.hpp"

#include <QTest>

using namespace dpl::ui;
using dpl::preference::SyntheticModel;

class TestFindingsText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysNothingWhereThereIsNothingToSay() { QCOMPARE(findingsText({}), QString()); }

    void saysHowTheBaseModelRanks()
    {
        dpl::synthetic::Findings findings;
        findings.baseRanking = {{0.952}, {0.67}};
        QCOMPARE(findingsText(findings),
            QStringLiteral("Normal preference learning ranks alternatives by Borda count rather than by expected "
                           "utility (τ 0.95 and 0.67)."));
        findings.baseRanking = {{0.67}, {0.7}};
        QCOMPARE(findingsText(findings),
            QStringLiteral("Normal preference learning ranks alternatives about as much by Borda count as by expected "
                           "utility (τ 0.67 and 0.70)."));
        findings.baseRanking = {{0.67}, {0.9}};
        QCOMPARE(findingsText(findings),
            QStringLiteral("Normal preference learning ranks alternatives by expected utility rather than by Borda "
                           "count (τ 0.90 and 0.67)."));
        findings.baseRanking = {{-0.77}, {-1.0}};
        QCOMPARE(findingsText(findings),
            QStringLiteral("Normal preference learning ranks alternatives neither by Borda count nor by expected "
                           "utility (τ −0.77 and −1.00)."));
    }

    void saysWhereAnnotatorsDisagree()
    {
        dpl::synthetic::Findings findings;
        findings.disagreement = {SyntheticModel::categorical, 2.345};
        QCOMPARE(findingsText(findings),
            QStringLiteral("DPL shows where annotators disagree: σ is 2.3 times larger there (categorical)."));
        findings.disagreement = {SyntheticModel::meanAndVariance, 45.6};
        QCOMPARE(findingsText(findings),
            QStringLiteral("DPL shows where annotators disagree: σ is 46 times larger there (mean and variance)."));
        findings.baseRanking = {{0.952}, {0.67}};
        findings.disagreement->sigmaRatio = 4321.0;
        QCOMPARE(findingsText(findings),
            QStringLiteral("Normal preference learning ranks alternatives by Borda count rather than by expected "
                           "utility (τ 0.95 and 0.67). DPL shows where annotators disagree: σ is over a thousand times "
                           "larger there (mean and variance). Only a largest σ bounds it where alternatives win half "
                           "of their comparisons."));
    }
};

DPL_UI_TEST(TestFindingsText)
#include "tst_findings_text.moc"
