#pragma once

#include "widgets/card.hpp"

class QListView;
class QPushButton;

namespace dpl::ui {

class PlacesModel;
class Settings;

/// The places where backbones are looked for, as the settings have them, with the buttons that add and remove them.
/// Removing forgets a place; nothing is deleted from disk.
class PlacesCard : public Card {
    Q_OBJECT

public:
    explicit PlacesCard(Settings& settings, QWidget* parent = nullptr);

    PlacesModel& model() { return *m_model; }
    QListView* list() const { return m_list; }

    /// Adds a folder or file, unless it is a place already.
    void addPlace(const QString& path);

public Q_SLOTS:
    void addFolder(); ///< asks for it
    void addFile();
    void removeCurrent();

Q_SIGNALS:
    void added(const QString& place);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QPushButton* addButton(const QString& text, const QString& toolTip, void (PlacesCard::*slot)());
    void readSettings();
    void updateButtons();

    Settings& m_settings;
    PlacesModel* m_model = nullptr;
    QListView* m_list = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_addCache = nullptr;
};

} // namespace dpl::ui
