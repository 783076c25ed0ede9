// How smooth the window stays while an experiment trains at the page's default settings, and how fast it starts.
//
// A watchdog on the GUI thread asks to be woken every millisecond; the time from one wake-up to the next is how long a
// turn of the event loop took, painting and waiting for a core included. Run it on the platform of interest,
// QT_QPA_PLATFORM=offscreen without a display. Prints one JSON object.

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/theme.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/result_view.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "shell/workbench.hpp"
#include "widgets/apply_theme.hpp"

#include <QApplication>
#include <QEvent>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <iostream>
#include <vector>

namespace {

using namespace dpl;
using namespace dpl::ui;

/// Tells when the window was first painted.
class PaintWatch : public QObject {
public:
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && first == 0.0) {
            first = steadySeconds();
        }
        return QObject::eventFilter(object, event);
    }

    double first = 0.0;
};

} // namespace

int main(int argc, char** argv)
{
    const double started = steadySeconds();
    QApplication application(argc, argv);
    applyTheme(Theme::light());
    const QTemporaryDir folder;
    const QString settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    {
        Settings settings(settingsFile);
        settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
    }
    Workbench workbench(settingsFile);
    MainWindow& window = workbench.window();
    window.resize(1280, 800);
    PaintWatch paint;
    window.installEventFilter(&paint);
    window.show();
    while (paint.first == 0.0 && steadySeconds() - started < 30.0) {
        QApplication::processEvents(QEventLoop::AllEvents, 10);
    }

    auto* page = window.findChild<SyntheticPage*>();
    constexpr double measuredSeconds = 30.0;
    std::vector<double> turns;
    double last = 0.0;
    QTimer watchdog;
    watchdog.setTimerType(Qt::PreciseTimer);
    watchdog.setInterval(1);
    QObject::connect(&watchdog, &QTimer::timeout, &application, [&] {
        const double now = steadySeconds();
        if (last > 0.0) {
            turns.push_back(1e3 * (now - last));
        }
        last = now;
    });
    watchdog.start();
    page->start();
    double stopAsked = 0.0;
    double stopped = 0.0;
    std::size_t losses = 0;
    QTimer::singleShot(int(1e3 * measuredSeconds), page, [&] {
        stopAsked = steadySeconds();
        page->stop();
    });
    QObject::connect(&workbench.jobs(), &JobQueue::statusChanged, &application, [&](const JobStatus& status) {
        if (!status.isActive()) {
            stopped = steadySeconds();
            const auto view = page->results()->view();
            losses = view ? view->result.models.front().losses.size() : 0;
            QApplication::quit();
        }
    });
    QApplication::exec();

    std::sort(turns.begin(), turns.end());
    const auto quantile = [&](double q) {
        return turns.empty() ? 0.0 : turns[std::min(turns.size() - 1, std::size_t(q * double(turns.size())))];
    };
    const auto smooth = std::lower_bound(turns.begin(), turns.end(), 16.0) - turns.begin();
    Json out;
    out["first_paint_ms"] = 1e3 * (paint.first - started);
    out["turns"] = turns.size();
    out["iterations"] = losses;
    out["turns_under_16_ms_percent"] = turns.empty() ? 0.0 : 100.0 * double(smooth) / double(turns.size());
    out["median_turn_ms"] = quantile(0.5);
    out["p99_turn_ms"] = quantile(0.99);
    out["longest_turn_ms"] = turns.empty() ? 0.0 : turns.back();
    out["stop_ms"] = 1e3 * (stopped - stopAsked);
    std::cout << out.dump(2) << "\n";
    return 0;
}
