#pragma once

#include "widgets/elided_label.hpp"

namespace dpl::ui {

/// The line below a field: what is wrong with it, or else what is to be known of it. Its room is there while it says
/// nothing, too, so that no row moves when it does; what is too long for it is in its tooltip.
class FieldNote : public ElidedLabel {
    Q_OBJECT

public:
    explicit FieldNote(const QString& accessibleName, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    void setNote(const QString& note); ///< seen while there is no problem
    void setProblem(const QString& sentence); ///< empty: nothing is wrong
    const QString& problem() const { return m_problem; }

private:
    void refresh();

    QString m_note;
    QString m_problem;
};

} // namespace dpl::ui
