#pragma once

#include <QLabel>

class QTextLayout;

namespace dpl::ui {

/// A label that breaks the lines of a plain text, if it wraps, between words and also within one that is wider than
/// itself: a path or a name does not make it wider.
class WrappingLabel : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    bool breaksWords() const; ///< not where the text is marked up or can be selected: Qt lays that out

    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double layOut(QTextLayout& layout, int width) const; ///< the height of the lines
};

} // namespace dpl::ui
