// How long the window takes to follow a change of theme and of the training's preset: from the change to the end of the
// last turn of the event loop that painted something, without what is measured in the background meanwhile. Run it on
// the platform of interest, QT_QPA_PLATFORM=offscreen without a display. Prints one JSON object, in milliseconds.

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/theme.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "shell/workbench.hpp"
#include "widgets/apply_theme.hpp"

#include <QApplication>
#include <QEvent>
#include <QTemporaryDir>

#include <algorithm>
#include <functional>
#include <iostream>
#include <vector>

namespace {

using namespace dpl;
using namespace dpl::ui;

/// When something was last painted.
class PaintWatch : public QObject {
public:
    bool eventFilter(QObject* object, QEvent* event) override
    {
        if (event->type() == QEvent::Paint) {
            last = steadySeconds();
        }
        return QObject::eventFilter(object, event);
    }

    double last = 0.0;
};

void process(double seconds)
{
    const double until = steadySeconds() + seconds;
    while (steadySeconds() < until) {
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    }
}

bool processUntil(const std::function<bool()>& done)
{
    constexpr double patience = 60.0;
    const double until = steadySeconds() + patience;
    while (!done() && steadySeconds() < until) {
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    return done();
}

/// Median over repetitions of how long the painting goes on after `change`, `settle` seconds at most.
double millisecondsOf(PaintWatch& paint, double settle, const std::function<void(int)>& change)
{
    constexpr int repetitions = 9;
    std::vector<double> times;
    for (int i = 0; i < repetitions; ++i) {
        const double begin = steadySeconds();
        paint.last = begin;
        change(i);
        process(settle);
        times.push_back(1e3 * (paint.last - begin));
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyTheme(Theme::light());
    const QTemporaryDir folder;
    const QString settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    {
        Settings settings(settingsFile);
        settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        settings.setValue(known::threads(), 1);
        settings.setValue(known::theme(), ThemeChoice::light);
    }
    Workbench workbench(settingsFile);
    MainWindow& window = workbench.window();
    window.resize(1280, 800);
    PaintWatch paint;
    application.installEventFilter(&paint);
    window.show();
    Json out;
    for (const char* page : {"synthetic", "train", "runs", "evaluate", "inspect", "results"}) {
        window.showPage(QString::fromLatin1(page));
        process(0.5);
    }
    window.showPage(QStringLiteral("train"));
    auto& train = *window.findChild<TrainPage*>();
    if (!processUntil([&] { return train.preview() && train.probe(); })) {
        std::cerr << "the demo was not measured\n";
        return 1;
    }
    process(0.5);
    out["theme_ms"] = millisecondsOf(paint, 0.4, [&](int i) {
        workbench.settings().setValue(known::theme(), i % 2 == 0 ? ThemeChoice::dark : ThemeChoice::light);
    });
    out["preset_paper_ms"] =
        millisecondsOf(paint, 0.6, [&](int i) { i % 2 == 0 ? train.usePaper() : train.useDemo(); });
    std::cout << out.dump(2) << "\n";
    return 0;
}
