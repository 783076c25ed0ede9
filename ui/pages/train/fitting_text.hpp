#pragma once

#include <QTextEdit>

namespace dpl::ui {

/// Text to read and copy, as high as its lines need, but no higher than some; where room is short it gives way and is scrolled.
class FittingText : public QTextEdit {
    Q_OBJECT

public:
    static constexpr int margin = 6; ///< around text in a frame

    FittingText(int leastLines, int mostLines, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

private:
    int heightOf(int mostLines) const;

    int m_leastLines;
    int m_mostLines;
};

} // namespace dpl::ui
