#include "pages/empty/empty_page.hpp"

#include "widgets/card.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/page_header.hpp"

#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

EmptyPage::EmptyPage(const QString& title, const QString& iconName, const QString& sentence, QWidget* parent)
    : Page(parent), m_title(title), m_iconName(iconName)
{
    auto* state = new EmptyState(iconName, tr("Not in this version yet"), sentence);
    state->setButton(tr("Go to Synthetic"));
    state->button()->setToolTip(tr("Shows the page for synthetic experiments, which this version has (Ctrl+1)"));
    connect(state, &EmptyState::buttonClicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("synthetic")); });

    auto* card = new Card(this);
    card->setAccessibleName(title);
    card->body()->addWidget(state);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 16, 20, 16);
    layout->setSpacing(12);
    layout->addWidget(new PageHeader(title, this));
    layout->addWidget(card, 1);
}

QList<Page*> emptyPages(QWidget* parent)
{
    return {
        new EmptyPage(EmptyPage::tr("Train"), QStringLiteral("train"),
            EmptyPage::tr(
                "Here you will train reward models on comparisons: choose a data set, a backbone and a reward "
                "head, see the steps, memory and time it takes, and start one run or a sweep."),
            parent),
        new EmptyPage(EmptyPage::tr("Runs"), QStringLiteral("runs"),
            EmptyPage::tr(
                "Here all runs will stand in one table with their state and last metrics, and their curves over "
                "each other. Until then the jobs panel (Ctrl+J) lists them."),
            parent),
        new EmptyPage(EmptyPage::tr("Evaluate"), QStringLiteral("evaluate"),
            EmptyPage::tr(
                "Here you will score data sets with the checkpoints of your runs and watch the scores come in."),
            parent),
        new EmptyPage(EmptyPage::tr("Inspect"), QStringLiteral("inspect"),
            EmptyPage::tr("Here you will read pairs of responses beside the reward distributions that the models give "
                          "them, and see how the choice moves with the quantile α."),
            parent),
        new EmptyPage(EmptyPage::tr("Results"), QStringLiteral("results"),
            EmptyPage::tr("Here your numbers will stand beside the paper's: jailbreak rate against helpfulness, r² by "
                          "subset, intervals and tests, ready to export."),
            parent),
    };
}

} // namespace dpl::ui
