#pragma once

#include "pages/runs/curve_list_model.hpp"

#include <QWidget>

class QTableView;

namespace dpl::ui {

/// The legend of both charts beside them, however many curves there are: each with its line, and its values under the
/// crosshair, so that these cover nothing; without a crosshair the last ones.
class CurveList : public QWidget {
    Q_OBJECT

public:
    explicit CurveList(QWidget* parent = nullptr);

    void setRows(std::vector<runs::CurveRow> rows, const QString& heading, const QStringList& metrics);
    int wantedWidth() const; ///< with which names and values are whole
    QTableView* view() const { return m_view; }
    const CurveListModel& model() const { return *m_model; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitValues();
    void fitNames();
    void fitRows();

    CurveListModel* m_model;
    QTableView* m_view;
};

} // namespace dpl::ui
