#pragma once

#include "base/json.hpp"
#include "jobs/place_request.hpp"

#include <QComboBox>

#include <optional>
#include <string>
#include <vector>

namespace dpl::ui {

class SlurmFields;
class WhereModel;

/// Where a job runs: in this window, unless another place is chosen. The list's last line leads to the list of places.
/// What a job asks for there is in fields of their own, which stand below and are hidden where there is nothing to ask.
class WhereChooser : public QComboBox {
    Q_OBJECT

public:
    explicit WhereChooser(WhereModel& places, QWidget* parent = nullptr);

    SlurmFields* fields() const { return m_fields; } ///< to be put below

    const QString& name() const { return m_chosen; } ///< of the place
    void choose(const QString& name);

    /// What is asked for; nothing: this window.
    std::optional<PlaceRequest> request() const;
    bool isThisWindow() const;
    bool isThisComputer() const; ///< whose devices the job computes on

    /// A script that the user edited, for the next job alone.
    void setScript(const QString& script) { m_script = script.toStdString(); }

    /// Why nothing can be given to the place, in a sentence; empty: it can, or that is not known yet.
    QString problem() const;

    /// The command that does the same there; `words` do it here.
    std::vector<std::string> command(std::vector<std::string> words) const;

    void store(Json& json) const;
    void restore(const JsonObject& json);

    void showPopup() override;

Q_SIGNALS:
    void changed(); ///< the place, what is asked for there, or whether it is known
    void manageRequested();
    void scriptRequested();

private:
    void chosen(int row);
    void refresh();

    WhereModel& m_places;
    QString m_chosen;
    std::string m_script;
    SlurmFields* m_fields = nullptr;
};

} // namespace dpl::ui
