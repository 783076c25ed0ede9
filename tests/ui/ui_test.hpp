#pragma once

#include "patience.hpp"

#include <QTest>

#include <functional>
#include <map>
#include <string>

namespace dpl::test {

/// The test classes of this executable by the names of their sources ("tst_theme"): each runs with what QTest::qExec
/// takes.
std::map<std::string, std::function<int(const QStringList&)>>& uiTests();

/// "tst_theme" of ".../tests/ui/tst_theme.cpp".
std::string uiTestName(const char* file);

} // namespace dpl::test

// What QTRY_VERIFY and its like wait with.
#if DPL_PATIENCE > 1
#undef QTRY_IMPL
#define QTRY_IMPL(expr, timeout)                                                                                       \
    static_cast<void>(QTest::qWaitFor(                                                                                 \
        [&] { return QTest::currentTestFailed() || static_cast<bool>(expr); }, (timeout) * dpl::test::patience));
#endif

/// In place of QTEST_MAIN: adds a class to the tests that ui_test_main.cpp runs.
#define DPL_UI_TEST(TestClass)                                                                                         \
    static const bool registered##TestClass = dpl::test::uiTests()                                                     \
                                                  .emplace(dpl::test::uiTestName(__FILE__),                            \
                                                      [](const QStringList& arguments) {                               \
                                                          TestClass test;                                              \
                                                          return QTest::qExec(&test, arguments);                       \
                                                      })                                                               \
                                                  .second;
