#include "base/icon.hpp"
#include "base/interface_locale.hpp"
#include "base/standard_streams.hpp"
#include "base/theme.hpp"
#include "places/askpass.hpp"
#include "shell/application.hpp"
#include "shell/session_end.hpp"
#include "shell/window_picture.hpp"
#include "shell/workbench.hpp"
#include "widgets/apply_theme.hpp"

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>

int main(int argc, char** argv)
{
    dpl::openClosedStreams();
    if (dpl::places::isAskpass()) { // ssh has a question for the window that is open already
        return dpl::places::runAskpass(argc, argv);
    }
    dpl::ui::Application application(argc, argv);
    QLocale::setDefault(dpl::ui::interfaceLocale()); // the window's words are English, and so are its numbers
    QApplication::setApplicationName(QStringLiteral("DPL Workbench"));
    QApplication::setOrganizationName(QStringLiteral("dpl-workbench"));
    QApplication::setApplicationVersion(QStringLiteral(DPL_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("dpl-workbench"));
    QApplication::setWindowIcon(dpl::ui::applicationIcon());

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Hidden context in preference learning."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption settings(QStringLiteral("settings"),
        QApplication::translate("main", "Keep settings in <file>."), QStringLiteral("file"));
    parser.addOption(settings);
    const QCommandLineOption picture(QStringLiteral("picture"),
        QApplication::translate("main", "Save a picture of the window in <file> once it is painted, and close it."),
        QStringLiteral("file"));
    parser.addOption(picture);
    parser.addPositionalArgument(QStringLiteral("run"),
        QApplication::translate("main", "Run to open: its folder or run.json, or an evaluation file."),
        QStringLiteral("[run]"));
    parser.process(application);

    dpl::ui::applyTheme(dpl::ui::Theme::light());
    dpl::ui::Workbench workbench(parser.value(settings));
    const dpl::ui::SessionEnd sessionEnd(workbench.window(), workbench.jobs());
    QObject::connect(&application, &dpl::ui::Application::failed, &workbench.window(), &dpl::ui::MainWindow::notify);
    if (parser.isSet(picture)) {
        new dpl::ui::WindowPicture(workbench.window(), parser.value(picture));
    }
    workbench.window().show();
    if (!parser.positionalArguments().isEmpty()) {
        workbench.window().openPath(parser.positionalArguments().constFirst());
    }
    return QApplication::exec();
}
