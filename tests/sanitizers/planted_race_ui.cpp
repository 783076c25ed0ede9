// A worker of the window's writes what the GUI thread reads without waiting for it.

#include "base/background.hpp"

#include <QCoreApplication>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    int shared = 0;
    bool done = false;
    dpl::ui::inBackground(
        &application,
        [&shared] {
            for (int i = 0; i < 100000; ++i)
                ++shared;
            return 0;
        },
        [&done](int) { done = true; }, [&done](const QString&) { done = true; });
    int seen = 0;
    while (!done) {
        seen += shared;
        QCoreApplication::processEvents();
    }
    return seen == -1 ? 1 : 0;
}
