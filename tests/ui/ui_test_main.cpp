// Runs one test class of tests/ui, named by its source: tst_ui tst_theme [options and functions of Qt Test].

#include "base/interface_locale.hpp"
#include "places/askpass.hpp"
#include "shell/application.hpp"
#include "ui_test.hpp"

#include <QApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <iostream>

namespace dpl::test {

std::map<std::string, std::function<int(const QStringList&)>>& uiTests()
{
    static std::map<std::string, std::function<int(const QStringList&)>> tests;
    return tests;
}

std::string uiTestName(const char* file)
{
    return QFileInfo(QString::fromUtf8(file)).completeBaseName().toStdString();
}

} // namespace dpl::test

int main(int argc, char** argv)
{
    if (dpl::places::isAskpass()) // ssh has a question for the test
        return dpl::places::runAskpass(argc, argv);
    QCoreApplication::setAttribute(Qt::AA_Use96Dpi);
    const QTemporaryDir own; // the user's places, and what is mirrored of them, are no test's
    qputenv("DPL_PLACES", own.filePath(QStringLiteral("places.json")).toLocal8Bit());
    qputenv("XDG_DATA_HOME", own.filePath(QStringLiteral("data")).toLocal8Bit());
    dpl::ui::Application application(argc, argv);
    QLocale::setDefault(dpl::ui::interfaceLocale());
    // What no test expects is a failure, though the program would go on.
    QObject::connect(&application, &dpl::ui::Application::failed, &application, [&application](const QString& message) {
        if (!application.property("expectsFailures").toBool())
            QTest::qFail(qPrintable(message), __FILE__, __LINE__);
    });
    QStringList arguments = QCoreApplication::arguments();
    const std::string name = arguments.size() > 1 ? arguments.takeAt(1).toStdString() : std::string();
    const auto test = dpl::test::uiTests().find(name);
    if (test == dpl::test::uiTests().end()) {
        std::cerr << "Usage: tst_ui TEST [options and functions of Qt Test], where TEST is one of\n";
        for (const auto& [known, run] : dpl::test::uiTests())
            std::cerr << "  " << known << "\n";
        return 2;
    }
    return test->second(arguments);
}
