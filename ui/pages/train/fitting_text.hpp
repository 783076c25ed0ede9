#pragma once

#include <QTextEdit>

namespace dpl::ui {

/// Text to read and copy that asks for a few lines, takes more where there is room, and never more than it has; beyond,
/// it is scrolled.
class FittingText : public QTextEdit {
    Q_OBJECT

public:
    static constexpr int margin = 6; ///< around text in a frame

    explicit FittingText(int lines, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

private:
    int wholeHeight() const;

    int m_lines;
};

} // namespace dpl::ui
