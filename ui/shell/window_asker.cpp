#include "shell/window_asker.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "shell/ask_dialog.hpp"

#include <QCoreApplication>
#include <QWidget>

#include <condition_variable>
#include <mutex>

namespace dpl::ui {

/// A question that a worker waits for the answer to.
struct WindowAsker::Waiting {
    explicit Waiting(places::Question asked) : question(std::move(asked)) { }

    void answer(std::optional<std::string> given)
    {
        const std::lock_guard lock(mutex);
        if (!isAnswered) {
            answered = std::move(given);
            isAnswered = true;
            changed.notify_all();
        }
    }

    const places::Question question;
    std::mutex mutex; ///< over all below
    std::condition_variable changed;
    std::optional<std::string> answered;
    bool isAnswered = false;
};

WindowAsker::WindowAsker(QWidget& window) : m_window(window) { }

WindowAsker::~WindowAsker()
{
    m_stop.request_stop();
    if (m_waiting) {
        m_waiting->answer(std::nullopt);
    }
}

void WindowAsker::connectTo(const places::Place& place, places::Shells& shells, const std::stop_token& stop)
{
    const auto shell = std::dynamic_pointer_cast<places::RemoteShell>(shells.of(place));
    if (!shell) {
        return;
    }
    places::connect(*shell, *this, QCoreApplication::applicationFilePath().toStdString(), stop);
    shell->keepConnection();
}

/// On a worker. The dialog goes when ssh waits no longer, or the window is gone.
std::optional<std::string> WindowAsker::ask(const places::Question& question, const std::stop_token& stop)
{
    const auto waiting = std::make_shared<Waiting>(question);
    const std::stop_callback unasked(stop, [waiting] { waiting->answer(std::nullopt); });
    const std::stop_callback closed(m_stop.get_token(), [waiting] { waiting->answer(std::nullopt); });
    callLater(QPointer<WindowAsker>(this), [this, waiting] { show(waiting); });
    std::optional<std::string> answer;
    {
        std::unique_lock lock(waiting->mutex);
        waiting->changed.wait(lock, [&waiting] { return waiting->isAnswered; });
        answer = waiting->answered;
    }
    callLater(QPointer<WindowAsker>(this), [this, waiting] {
        if (m_waiting == waiting && m_dialog) {
            m_dialog->reject();
        }
    });
    return answer;
}

void WindowAsker::show(const std::shared_ptr<Waiting>& waiting)
{
    {
        const std::lock_guard lock(waiting->mutex);
        if (waiting->isAnswered) {
            return;
        }
    }
    if (m_dialog) {
        m_dialog->reject(); // of a question that is answered
    }
    m_waiting = waiting;
    m_dialog = new AskDialog(waiting->question, &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(
        m_dialog, &QDialog::accepted, this, [waiting, dialog = m_dialog.data()] { waiting->answer(dialog->answer()); });
    QObject::connect(m_dialog, &QDialog::rejected, this, [waiting] { waiting->answer(std::nullopt); });
    m_dialog->open();
}

} // namespace dpl::ui
