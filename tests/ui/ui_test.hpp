#pragma once

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

/// In place of QTEST_MAIN: adds a class to the tests that ui_test_main.cpp runs.
#define DPL_UI_TEST(TestClass)                                                                                         \
    static const bool registered##TestClass = dpl::test::uiTests()                                                     \
                                                  .emplace(dpl::test::uiTestName(__FILE__),                            \
                                                      [](const QStringList& arguments) {                               \
                                                          TestClass test;                                              \
                                                          return QTest::qExec(&test, arguments);                       \
                                                      })                                                               \
                                                  .second;
