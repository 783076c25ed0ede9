#pragma once

#include "report/series_style.hpp"

#include <QAbstractButton>

namespace dpl::ui {

/// A name in a rounded frame with the square of a series' colour before it; elided where there is no room for all of
/// it.
class ModelChip : public QAbstractButton {
    Q_OBJECT

public:
    ModelChip(const QString& name, report::SeriesRole role, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    report::SeriesRole m_role;
};

} // namespace dpl::ui
