#include "widgets/wrapped_height.hpp"

#include <QEvent>
#include <QLabel>

#include <algorithm>

namespace dpl::ui {

namespace {

class WrappedHeight : public QObject {
public:
    explicit WrappedHeight(QLabel* label) : QObject(label), m_label(label) { label->installEventFilter(this); }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        // A new text comes with a painting, as does a width.
        if (event->type() == QEvent::Resize || event->type() == QEvent::Paint || event->type() == QEvent::Show) {
            const int needed = std::max(0, m_label->heightForWidth(m_label->width()));
            if (m_label->minimumHeight() != needed) {
                m_label->setMinimumHeight(needed);
            }
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QLabel* m_label;
};

} // namespace

void keepWrappedHeight(QLabel* label)
{
    new WrappedHeight(label);
}

} // namespace dpl::ui
