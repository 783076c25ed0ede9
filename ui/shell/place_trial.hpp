#pragma once

#include "base/latest_request.hpp"
#include "jobs/place_access.hpp"

#include <QWidget>

#include <memory>
#include <optional>

class QPushButton;

namespace dpl::ui {

class WrappingLabel;

/// A button that tries a place, and below it what came of that: "version 0.2.0, 2 nodes idle, folder writable", or why
/// it does not work.
class PlaceTrial : public QWidget {
    Q_OBJECT

public:
    explicit PlaceTrial(PlaceAccess access, QWidget* parent = nullptr);

    /// What the button tries; none: nothing can be tried. What was said of another place goes.
    void setPlace(const std::optional<places::Place>& place);
    void test();

    QPushButton* button() const { return m_button; }
    QString outcome() const;

Q_SIGNALS:
    void tested(); ///< and the outcome is shown

private:
    void show(const QString& text, bool isGood);

    PlaceAccess m_access;
    std::optional<places::Place> m_place;
    QPushButton* m_button = nullptr;
    WrappingLabel* m_outcome = nullptr;
    LatestRequest m_testing;
};

} // namespace dpl::ui
