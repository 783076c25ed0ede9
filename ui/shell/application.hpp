#pragma once

#include <QApplication>

namespace dpl::ui {

/// The application with a net around the delivery of events: whatever a slot or an event handler throws is logged and
/// told by `failed`, and the program goes on. Jobs have ends of their own (JobQueue); nothing that is thrown here ends
/// them.
class Application : public QApplication {
    Q_OBJECT

public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override;

Q_SIGNALS:
    void failed(const QString& message); ///< a sentence for the user

private:
    void tell(const char* what) noexcept;
};

} // namespace dpl::ui
