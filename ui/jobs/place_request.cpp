#include "jobs/place_request.hpp"

#include <QCoreApplication>

namespace dpl::ui {

namespace {

struct PlaceText {
    Q_DECLARE_TR_FUNCTIONS(dpl::ui::PlaceRequest)
};

} // namespace

Json PlaceRequest::toJson() const
{
    Json json{{"place", place.toJson()}, {"slurm", slurm.toJson()}};
    if (!script.empty()) {
        json["script"] = script;
    }
    if (!device.empty()) {
        json["device"] = device;
    }
    if (isGiven()) {
        json["folder"] = folder.toStdString();
    }
    if (!again.isEmpty()) {
        json["again"] = again.toStdString();
    }
    return json;
}

PlaceRequest PlaceRequest::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    PlaceRequest request;
    request.place = places::Place::fromJson(json.value("place"), json.at("place"));
    if (json.has("slurm")) {
        request.slurm = places::SlurmRequest::fromJson(json.value("slurm"), json.at("slurm"));
    }
    request.script = json.string("script", "");
    request.device = json.string("device", "");
    request.folder = QString::fromStdString(json.string("folder", ""));
    request.again = QString::fromStdString(json.string("again", ""));
    return request;
}

QString placeName(const places::Place& place)
{
    switch (place.kind) {
    case places::PlaceKind::window: return PlaceText::tr("this window");
    case places::PlaceKind::apart: return PlaceText::tr("this computer, apart");
    default: return QString::fromStdString(place.name);
    }
}

} // namespace dpl::ui
