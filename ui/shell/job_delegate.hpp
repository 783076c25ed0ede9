#pragma once

#include "shell/job_actions.hpp"

#include <QFontMetrics>
#include <QHash>
#include <QStyledItemDelegate>

#include <optional>

namespace dpl::ui {

/// Draws a row of the jobs panel: title, what it is about and its state, what it does, and its most likely action as a
/// button at the right. Of a title that is too long, what tells it from those beside it is seen.
class JobDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

Q_SIGNALS:
    void actionClicked(const QModelIndex& index, dpl::ui::JobAction action);

private:
    /// The fonts of a row, and what takes long to ask of them.
    struct Fonts {
        explicit Fonts(const QFont& font);

        QFont base;
        QFont title;
        QFont detail;
        QFont heading;
        QFontMetrics titleMetrics;
        QFontMetrics detailMetrics;
        int pillHeight = 0; ///< of a line with a state at its end
        int width = 0; ///< that `wrapped` holds for
        QHash<QString, int> wrapped; ///< heights of sentences

        int wrappedHeight(const QString& text, int within, int mostLines);
    };

    struct Rows;
    Fonts& fonts(const QFont& font) const;
    Rows layOut(const QRect& rect, const JobStatus& status, bool hasHeading, const QFont& font) const;

    mutable std::optional<Fonts> m_fonts; ///< for the font asked for last
};

} // namespace dpl::ui
