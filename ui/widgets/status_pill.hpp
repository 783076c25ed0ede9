#pragma once

#include "base/theme.hpp"

#include <QWidget>

namespace dpl::ui {

/// A short word on a tinted ground: "running · 64 %", "paper preset".
class StatusPill : public QWidget {
    Q_OBJECT

public:
    explicit StatusPill(QWidget* parent = nullptr);
    explicit StatusPill(const QString& text, Tone tone = Tone::accent, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    Tone tone() const { return m_tone; }
    void setText(const QString& text);
    void setTone(Tone tone);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    /// For delegates: the size of a pill and the pill itself.
    static QSize pillSize(const QString& text, const QFont& font);
    static void paintPill(
        QPainter& painter, const QRectF& rect, const QString& text, Tone tone, const QFont& font, const Theme& theme);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    Tone m_tone = Tone::accent;
};

} // namespace dpl::ui
