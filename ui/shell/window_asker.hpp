#pragma once

#include "places/askpass.hpp"
#include "places/place.hpp"
#include "places/shells.hpp"
#include "shell/ask_dialog.hpp"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <stop_token>

class QWidget;

namespace dpl::ui {

/// Connects to places on other machines, with what ssh asks shown in a dialog of the window: passwords, passphrases,
/// codes, and whether a host's key is right.
class WindowAsker : public QObject, private places::Asker {
    Q_OBJECT

public:
    explicit WindowAsker(QWidget& window);
    ~WindowAsker() override;

    /// Opens the connection to a place, to be called on a worker. Throws what places::connect throws; another place
    /// than one on another machine needs none.
    void connectTo(const places::Place& place, places::Shells& shells, const std::stop_token& stop);

    AskDialog* dialog() const { return m_dialog; } ///< that is open; null: none

private:
    struct Waiting;

    std::optional<std::string> ask(const places::Question& question, const std::stop_token& stop) override;
    void show(const std::shared_ptr<Waiting>& waiting);

    QWidget& m_window;
    QPointer<AskDialog> m_dialog;
    std::shared_ptr<Waiting> m_waiting; ///< of the dialog
    std::stop_source m_stop; ///< the window is gone
};

} // namespace dpl::ui
