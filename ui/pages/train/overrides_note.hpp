#pragma once

#include "sweep/sweep_params.hpp"

#include <QWidget>

#include <functional>
#include <vector>

class QLabel;

namespace dpl::ui {

/// Says which runs of a sweep have other values than the fields do, and lets one clear those; not there if none have.
class OverridesNote : public QWidget {
    Q_OBJECT

public:
    /// "Learning rate 0.004": a parameter's value in words.
    using Describe = std::function<QString(const std::string& parameter, const Json& value)>;

    explicit OverridesNote(Describe describe, QWidget* parent = nullptr);

    const std::vector<sweep::SweepOverride>& overrides() const { return m_overrides; }
    void setOverrides(const std::vector<sweep::SweepOverride>& overrides);

    /// Those of the fields, of which an override may take the place.
    void setLists(const std::vector<sweep::ParameterList>& lists);

Q_SIGNALS:
    void dropped();

private:
    QString runsOf(const sweep::SweepOverride& change) const;
    QString textOf(const sweep::SweepOverride& change) const;
    void showText();

    Describe m_describe;
    std::vector<sweep::SweepOverride> m_overrides;
    std::vector<sweep::ParameterList> m_lists;
    QLabel* m_text = nullptr;
};

} // namespace dpl::ui
