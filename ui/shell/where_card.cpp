#include "shell/where_card.hpp"

#include "base/difference_first.hpp"
#include "base/icon.hpp"
#include "jobs/place_request.hpp"
#include "models/where_model.hpp"
#include "shell/place_dialog.hpp"
#include "shell/place_trial.hpp"
#include "widgets/overflow_bar.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostRows = 5; // beyond which the list scrolls

} // namespace

WhereCard::WhereCard(WhereModel& places, PlaceAccess access, QWidget* parent)
    : Card(tr("Places"), parent), m_places(places), m_access(std::move(access)), m_list(new QListWidget(this)),
      m_trial(new PlaceTrial(m_access, this)), m_problem(new ProblemLabel(tr("What is wrong with the places"), this))
{
    auto* meaning = new SecondaryLabel(
        tr("Clusters and other machines where jobs run, to be chosen in the field Where of each page."), this);
    meaning->setWordWrap(true);
    m_list->setAccessibleName(tr("Places"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* bar = new OverflowBar(this);
    const auto addAction = [this, bar](
                               const QString& text, const QString& iconName, const QString& toolTip, auto slot) {
        auto* action = new QAction(icon(iconName), text, this);
        action->setToolTip(toolTip);
        connect(action, &QAction::triggered, this, slot);
        bar->addButton(action);
        return action;
    };
    addAction(tr("Add…"), QStringLiteral("add"), tr("Add a cluster or another machine"), &WhereCard::add);
    m_forOne << addAction(tr("Change…"), QStringLiteral("rename"), tr("Change this place"), &WhereCard::edit)
             << addAction(tr("Duplicate…"), QStringLiteral("duplicate"), tr("Add another like this one"),
                    &WhereCard::duplicate)
             << addAction(tr("Remove"), QStringLiteral("remove"),
                    tr("Remove this place from the list; jobs that are there go on"), &WhereCard::remove);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(bar, 1);
    buttons->addWidget(m_trial->button());
    body()->addWidget(meaning);
    body()->addWidget(m_list);
    body()->addWidget(m_problem);
    body()->addWidget(m_trial);
    body()->addLayout(buttons);
    connect(m_list, &QListWidget::currentRowChanged, this, &WhereCard::updateButtons);
    connect(m_list, &QListWidget::itemActivated, this, &WhereCard::edit);
    connect(&m_places, &WhereModel::changed, this, &WhereCard::refresh);
    refresh();
    m_places.reload();
}

void WhereCard::refresh()
{
    const int row = m_list->currentRow();
    m_list->clear();
    for (const places::Place& place : m_places.places()) {
        auto* item = new QListWidgetItem(placeName(place) + partsBetween.toString() + placeDescription(place), m_list);
        item->setToolTip(QString::fromStdString(place.folder.string()));
    }
    const int count = m_list->count();
    m_list->setVisible(count > 0);
    if (count > 0) {
        m_list->setCurrentRow(std::clamp(row, 0, count - 1));
        m_list->setFixedHeight(std::min(count, mostRows) * m_list->sizeHintForRow(0) + 2 * m_list->frameWidth());
    }
    m_problem->setProblem(m_places.failure());
    updateButtons();
}

void WhereCard::updateButtons()
{
    const auto place = current();
    for (QAction* action : std::as_const(m_forOne)) {
        action->setVisible(place.has_value());
    }
    m_trial->button()->setVisible(place.has_value());
    m_trial->setPlace(place);
}

std::optional<places::Place> WhereCard::current() const
{
    const int row = m_list->currentRow();
    const auto& places = m_places.places();
    return row >= 0 && row < int(places.size()) ? std::optional(places[std::size_t(row)]) : std::nullopt;
}

PlaceDialog* WhereCard::open(const places::Place& place, const QString& title, const QString& replaced)
{
    auto* dialog = new PlaceDialog(
        place, title, m_access,
        [this, replaced](const places::Place& entered) {
            return replaced.isEmpty() ? m_places.add(entered) : m_places.replace(replaced, entered);
        },
        window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

void WhereCard::add()
{
    places::Place place;
    place.kind = places::PlaceKind::ssh;
    open(place, tr("Add a place"), {});
}

void WhereCard::edit()
{
    if (const auto place = current()) {
        open(*place, tr("Change the place “%1”").arg(placeName(*place)), placeName(*place));
    }
}

void WhereCard::duplicate()
{
    if (auto place = current()) {
        place->name += tr(" (copy)").toStdString();
        open(*place, tr("Add a place"), {});
    }
}

void WhereCard::remove()
{
    if (const auto place = current()) {
        m_problem->setProblem(m_places.remove(placeName(*place)));
    }
}

} // namespace dpl::ui
