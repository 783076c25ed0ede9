#pragma once

#include "jobs/place_access.hpp"
#include "widgets/card.hpp"

#include <memory>
#include <optional>

class QAction;
class QListWidget;

namespace dpl::ui {

class PlaceDialog;
class PlaceTrial;
class ProblemLabel;
class WhereModel;

/// The user's places where jobs run: to add, change, copy, remove and try them.
class WhereCard : public Card {
    Q_OBJECT

public:
    WhereCard(WhereModel& places, PlaceAccess access, QWidget* parent = nullptr);

    QListWidget* list() const { return m_list; }
    PlaceTrial* trial() const { return m_trial; }

    void add();
    void edit();
    void duplicate();
    void remove();

private:
    PlaceDialog* open(const places::Place& place, const QString& title, const QString& replaced);
    std::optional<places::Place> current() const;
    void refresh();
    void updateButtons();

    WhereModel& m_places;
    PlaceAccess m_access;
    QListWidget* m_list = nullptr;
    QList<QAction*> m_forOne; ///< what is done with the place that is chosen
    PlaceTrial* m_trial = nullptr;
    ProblemLabel* m_problem = nullptr;
};

} // namespace dpl::ui
