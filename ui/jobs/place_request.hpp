#pragma once

#include "places/place.hpp"
#include "places/slurm_request.hpp"

#include <QString>

#include <string>

namespace dpl::ui {

/// Where a job is to be done that is not done in this window, and what it asks for there.
struct PlaceRequest {
    places::Place place;
    places::SlurmRequest slurm{}; ///< of a cluster
    std::string script{}; ///< the job script, as the user edited it; empty: as it is made
    std::string device{}; ///< there: "cuda:0"; empty: the recipe's
    QString folder{}; ///< with the place.json of the job, once it was given to the place
    QString again{}; ///< such a folder of an earlier job of the same, which goes on there

    QString name() const { return QString::fromStdString(place.name); }
    bool isGiven() const { return !folder.isEmpty(); }

    Json toJson() const;

    /// Throws Error naming `source`.
    static PlaceRequest fromJson(const Json& value, const std::string& source);
};

/// A place as lists call it: "this window", "this computer, apart", "cluster".
QString placeName(const places::Place& place);

} // namespace dpl::ui
