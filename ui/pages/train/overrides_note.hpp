#pragma once

#include "sweep/sweep_params.hpp"

#include <QWidget>

#include <vector>

class QLabel;

namespace dpl::ui {

/// Says which runs of a sweep have other values than the fields do, and lets one drop those; not there if none have.
class OverridesNote : public QWidget {
    Q_OBJECT

public:
    explicit OverridesNote(QWidget* parent = nullptr);

    const std::vector<sweep::SweepOverride>& overrides() const { return m_overrides; }
    void setOverrides(const std::vector<sweep::SweepOverride>& overrides);

Q_SIGNALS:
    void dropped();

private:
    std::vector<sweep::SweepOverride> m_overrides;
    QLabel* m_text = nullptr;
};

} // namespace dpl::ui
