#pragma once

#include <QLayout>
#include <QList>

#include <vector>

namespace dpl::ui {

/// A row of widgets that goes on in further lines where it is too narrow for one. Before that, texts end in ellipses,
/// and then switches become menus, from the last to the first. What stands behind the spring is at the right end of its
/// line.
class FoldingRow : public QLayout {
public:
    explicit FoldingRow(QWidget* parent = nullptr);
    ~FoldingRow() override;

    using QLayout::addWidget;
    void insertWidget(int index, QWidget* widget);
    void addSpring(); ///< what is added from now on stands at the right

    void addItem(QLayoutItem* item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    void setGeometry(const QRect& rect) override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

private:
    struct Line {
        std::vector<int> items;
        std::vector<int> widths;
        int height = 0;
    };

    std::vector<Line> lines(int width) const;
    void shareWidth(Line& line, int width) const;

    QList<QLayoutItem*> m_items;
    int m_spring = -1; ///< before which item; none: -1
};

} // namespace dpl::ui
