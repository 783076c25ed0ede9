#pragma once

#include "base/theme.hpp"

#include <QWidget>

namespace dpl::ui {

class WrappedText;

/// A sentence on a tinted ground with an icon before it, at the place that it is about: an error, a warning. The
/// sentence can be selected and copied, with the keyboard, too.
class Notice : public QWidget {
    Q_OBJECT

public:
    explicit Notice(Tone tone, QWidget* parent = nullptr);

    Tone tone() const { return m_tone; }
    const QString& text() const { return m_sentence; }
    void setText(const QString& text); ///< hides the notice if empty

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone;
    QString m_sentence;
    WrappedText* m_text = nullptr;
};

} // namespace dpl::ui
