#pragma once

#include "jobs/job_queue.hpp"
#include "jobs/synthetic_job.hpp"
#include "no_places.hpp"
#include "pretended_devices.hpp"
#include "sample_pages.hpp"
#include "settings/settings.hpp"
#include "shell/main_window.hpp"
#include "shown_texts.hpp"
#include "ui_test.hpp"

#include <QAction>
#include <QDir>
#include <QPushButton>
#include <QTemporaryDir>

#include <chrono>
#include <memory>
#include <thread>

namespace dpl::test {

/// A page that counts what reaches it.
class CountingPage final : public ui::Page {
public:
    CountingPage()
    {
        m_action.setText(QStringLiteral("Use the paper preset"));
        connect(&m_action, &QAction::triggered, this, [this] { ++presets; });
        addPaletteAction(
            QStringLiteral("Weigh the anchor"), QStringLiteral("stop"), this, [this] { ++weighed; },
            [this] { return canWeigh; });
    }

    QString title() const override { return QStringLiteral("Synthetic"); }
    QString id() const override { return QStringLiteral("synthetic"); }
    QString iconName() const override { return QStringLiteral("synthetic"); }
    void start() override { ++starts; }
    void exportFigure() override { ++exports; }
    QList<QAction*> paletteActions() const override
    {
        return QList<QAction*>{const_cast<QAction*>(&m_action)} + Page::paletteActions();
    }
    bool openPath(const QString& path) override
    {
        opened.append(path);
        return path.contains(QStringLiteral("synthetic"));
    }
    bool resumeRun(const QString& folder) override
    {
        resumed.append(folder);
        return true;
    }

    int starts = 0;
    int exports = 0;
    int presets = 0;
    int weighed = 0;
    bool canWeigh = false;
    QStringList opened;
    QStringList resumed;

private:
    QAction m_action;
};

/// A window around pages that stand in for the program's, with its queue and settings: what a test of the window opens
/// for each of its cases.
class WindowBench {
protected:
    void open()
    {
        using namespace ui;
        if (!m_folder) {
            m_folder = std::make_unique<QTemporaryDir>();
            m_settings = std::make_unique<Settings>(m_folder->filePath(QStringLiteral("settings.ini")));
            m_settings->setValue(known::theme(), ThemeChoice::light);
            m_queue = std::make_unique<JobQueue>();
        }
        m_window.reset();
        m_page = new CountingPage;
        m_window = std::make_unique<MainWindow>(
            *m_settings, *m_queue, m_devices, m_places, QList<Page*>{m_page} + samplePages());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void close()
    {
        m_window.reset();
        m_queue.reset();
        m_settings.reset();
        m_folder.reset();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::Settings> m_settings;
    std::unique_ptr<ui::JobQueue> m_queue;
    ui::DeviceModel m_devices{finds(cpuAlone)};
    ui::WhereModel m_places{noPlaces()};
    std::unique_ptr<ui::MainWindow> m_window;
    CountingPage* m_page = nullptr;
};

inline ui::JobRequest endless(const QString& title = QStringLiteral("Synthetic 1-D"))
{
    return {title, ui::syntheticKind(), [](ui::JobEvents& events, std::stop_token stop) {
                events.folderChosen(QDir::tempPath());
                events.progressed({"training", 640, 1000});
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return ui::Completion::stopped;
            }};
}

inline void press(QWidget& window, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier)
{
    QTest::keyClick(&window, key, modifiers);
}

template <typename Widget> Widget* shown(const QWidget& window)
{
    for (Widget* widget : window.findChildren<Widget*>()) {
        if (widget->isVisible())
            return widget;
    }
    return nullptr;
}

inline QPushButton* button(const QWidget* widget, const QString& text)
{
    if (!widget)
        return nullptr;
    for (QPushButton* found : widget->findChildren<QPushButton*>()) {
        if (found->text() == text)
            return found;
    }
    return nullptr;
}

} // namespace dpl::test
