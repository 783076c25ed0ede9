#pragma once

#include "base/theme.hpp"

#include <QWidget>

class QLabel;

namespace dpl::ui {

/// A sentence on a tinted ground with an icon before it, at the place that it is about: an error, a warning. The
/// sentence can be selected and copied, with the keyboard, too.
class Notice : public QWidget {
    Q_OBJECT

public:
    explicit Notice(Tone tone, QWidget* parent = nullptr);

    Tone tone() const { return m_tone; }
    QString text() const;
    void setText(const QString& text); ///< hides the notice if empty

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    QLabel* m_text = nullptr;
};

} // namespace dpl::ui
