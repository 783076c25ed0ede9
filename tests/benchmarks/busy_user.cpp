#include "busy_user.hpp"

#include "models/runs_model.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/runs/runs_table.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/main_window.hpp"
#include "turn_watch.hpp"

#include <QApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTest>
#include <QWheelEvent>

#include <stdexcept>

namespace dpl::bench {

namespace {

using namespace dpl::ui;

constexpr int actionMilliseconds = 50;

template <typename Widget> Widget& named(QWidget& within, const char* accessibleName)
{
    for (Widget* widget : within.findChildren<Widget*>()) {
        if (widget->accessibleName() == QLatin1String(accessibleName)) {
            return *widget;
        }
    }
    throw std::logic_error(std::string("nothing is called ") + accessibleName);
}

void wheel(QAbstractItemView& view, int notches)
{
    QWidget& viewport = *view.viewport();
    const QPointF at = viewport.rect().center();
    QWheelEvent event(
        at, viewport.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&viewport, &event);
}

} // namespace

BusyUser::BusyUser(MainWindow& window, TurnWatch& watch) : m_window(window), m_watch(watch)
{
    addRuns();
    addJobs();
    addPages();
    addPalette();
    m_next.setInterval(actionMilliseconds);
    connect(&m_next, &QTimer::timeout, this, &BusyUser::performNext);
}

void BusyUser::add(const std::string& name, std::function<void()> perform, int times)
{
    m_actions.insert(m_actions.end(), std::size_t(times), {name, std::move(perform)});
}

void BusyUser::addRuns()
{
    auto* page = m_window.findChild<RunsPage*>();
    RunsTable& table = *page->findChild<RunsTable*>();
    auto& filter = named<QLineEdit>(*page, "Filter of the runs");
    add("page Runs", [this] { QTest::keyClick(&m_window, Qt::Key_3, Qt::ControlModifier); });
    add("scroll runs", [&table] { wheel(table, -30); }, 8);
    add("to the end of the runs", [&table] { QTest::keyClick(&table, Qt::Key_End); });
    add("to the first run", [&table] { QTest::keyClick(&table, Qt::Key_Home); });
    for (const int column : {RunsModel::Name, RunsModel::Loss, RunsModel::State, RunsModel::Created}) {
        const std::string title = table.model()->headerData(column, Qt::Horizontal).toString().toStdString();
        add("sort runs by " + title, [&table, column] {
            QHeaderView& header = *table.header();
            const QPoint place(header.sectionViewportPosition(column) + 20, header.height() / 2);
            if (header.isSectionHidden(column)) {
                table.sortByColumn(column, Qt::DescendingOrder);
            } else {
                QTest::mouseClick(header.viewport(), Qt::LeftButton, {}, place);
            }
        });
    }
    add("focus on the filter", [&filter] { filter.setFocus(); });
    for (const char letter : std::string("head:cat seed:12")) {
        add("filter runs", [&filter, letter] { QTest::keyClick(&filter, letter); });
    }
    add("clear the filter", [&filter] { filter.clear(); });
    add("select a run", [&table] { QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, {60, 90}); });
    add("the next run", [&table] { QTest::keyClick(&table, Qt::Key_Down); }, 4);
    add("one more run", [&table] { QTest::keyClick(&table, Qt::Key_Down, Qt::ShiftModifier); }, 6);
    add("select all runs", [&table] { QTest::keyClick(&table, Qt::Key_A, Qt::ControlModifier); });
    add("select the first run", [&table] { QTest::keyClick(&table, Qt::Key_Home); });
    for (const bool grouped : {true, false}) {
        add(grouped ? "group runs" : "ungroup runs", [page] {
            for (QPushButton* button : page->findChildren<QPushButton*>()) {
                if (button->text() == QStringLiteral("Group by sweep")) {
                    button->click();
                }
            }
        });
        add("scroll runs", [&table] { wheel(table, -30); }, 4);
    }
}

void BusyUser::addJobs()
{
    JobsPanel& panel = *m_window.findChild<JobsPanel*>();
    QListView& list = *panel.list();
    add("open the jobs", [this] { QTest::keyClick(&m_window, Qt::Key_J, Qt::ControlModifier); });
    add("scroll the jobs", [&list] { wheel(list, -5); }, 8);
    add("to the end of the jobs", [&list] { QTest::keyClick(&list, Qt::Key_End); });
    add("to the first job", [&list] { QTest::keyClick(&list, Qt::Key_Home); });
    add("the next job", [&list] { QTest::keyClick(&list, Qt::Key_Down); }, 5);
    add("move a job", [&list] { QTest::keyClick(&list, Qt::Key_Down, Qt::AltModifier); }, 3);
    add("pause or resume a job", [&list] { QTest::keyClick(&list, Qt::Key_P); }, 2);
    add("stop a job", [&list] { QTest::keyClick(&list, Qt::Key_Delete); });
    add("hide the jobs", [this] { m_window.setJobsPanelVisible(false); });
}

void BusyUser::addPages()
{
    for (int page = 1; page <= 6; ++page) {
        const std::string name = "page " + std::to_string(page);
        add(name, [this, page] { QTest::keyClick(&m_window, Qt::Key(Qt::Key_0 + page), Qt::ControlModifier); });
        add("on " + name, [] {}, 3);
    }
}

void BusyUser::addPalette()
{
    const auto field = [this]() -> QLineEdit& { return named<QLineEdit>(m_window, "Find an action, a page or a run"); };
    add("open the palette", [this] { QTest::keyClick(&m_window, Qt::Key_K, Qt::ControlModifier); });
    for (const char letter : std::string("seed 12")) {
        add("search the palette", [field, letter] { QTest::keyClick(&field(), letter); });
    }
    add("leave the palette", [field] { QTest::keyClick(&field(), Qt::Key_Escape); });
}

void BusyUser::keepOnly(const std::string& part)
{
    std::erase_if(m_actions, [&part](const Action& action) { return action.name.find(part) == std::string::npos; });
    if (m_actions.empty()) {
        throw std::invalid_argument("no action is called like " + part);
    }
}

void BusyUser::performNext()
{
    const Action& action = m_actions[m_at];
    m_at = (m_at + 1) % m_actions.size();
    m_rounds += m_at == 0 ? 1 : 0;
    m_watch.begins(action.name);
    action.perform();
}

} // namespace dpl::bench
