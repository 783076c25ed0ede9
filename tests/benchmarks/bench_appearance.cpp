// How long the window takes to follow a change of theme and of the training's preset: from the change to the end of the
// last turn of the event loop that painted something, without what is measured in the background meanwhile. Run it on
// the platform of interest, QT_QPA_PLATFORM=offscreen without a display. Prints one JSON object, in milliseconds.

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/theme.hpp"
#include "median.hpp"
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
#include <utility>
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

/// How long the painting goes on after `change`, `settle` seconds at most: medians over repetitions, of there and back.
std::pair<double, double> millisecondsOf(PaintWatch& paint, double settle, const std::function<void(bool back)>& change)
{
    constexpr int repetitions = 9;
    std::pair<std::vector<double>, std::vector<double>> times;
    for (int i = 0; i < 2 * repetitions; ++i) {
        const bool back = i % 2 == 1;
        const double begin = steadySeconds();
        paint.last = begin;
        change(back);
        process(settle);
        (back ? times.second : times.first).push_back(1e3 * (paint.last - begin));
    }
    return {bench::median(times.first), bench::median(times.second)};
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
    const auto [dark, light] = millisecondsOf(paint, 0.4, [&](bool back) {
        workbench.settings().setValue(known::theme(), back ? ThemeChoice::light : ThemeChoice::dark);
    });
    out["theme_dark_ms"] = dark;
    out["theme_light_ms"] = light;
    const auto [paper, demo] =
        millisecondsOf(paint, 0.6, [&](bool back) { back ? train.useDemo() : train.usePaper(); });
    out["preset_paper_ms"] = paper;
    out["preset_demo_ms"] = demo;
    std::cout << out.dump(2) << "\n";
    return 0;
}
