// What the window hands to workers and back in order is no race: the sanitizer says nothing, though Qt passes it on.

#include "base/background.hpp"

#include <QCoreApplication>

#include <numeric>
#include <vector>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    // Many at once, so that workers find the next one without waiting, and answers arrive while others are taken.
    constexpr int count = 500;
    std::vector<std::vector<long>> numbers(count, std::vector<long>(100));
    int answers = 0;
    long sum = 0;
    for (std::vector<long>& own : numbers) {
        std::iota(own.begin(), own.end(), 1L);
        dpl::ui::inBackground(
            &application,
            [&own] {
                for (long& number : own)
                    number *= 2;
                return std::vector<long>(own);
            },
            [&](const std::vector<long>& doubled) {
                sum += doubled.back() + own.front();
                ++answers;
            },
            [&](const QString&) { ++answers; });
    }
    while (answers < count)
        QCoreApplication::processEvents();
    return sum == count * 202L ? 0 : 1;
}
